#!/bin/sh
# npm links this as node_modules/.bin/node. It becomes the Node 24 of this platform: npm installs no other.
for program in "$(dirname "$(readlink -f "$0")")"/node_modules/*/bin/node; do
  exec "$program" "$@"
done
