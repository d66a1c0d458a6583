export interface Route {
  /** As API Gateway writes it: method, space, path. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly functionId: string;
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Each path takes only `POST`. */
export function routesOf({
  id,
  routes,
}: {
  readonly id: string;
  readonly routes: readonly string[];
}): Route[] {
  return routes.map((path) => ({ key: `POST ${path}`, method: "POST", path, functionId: id }));
}

/**
 * Like an HTTP API: an exact match, then a variable, then a greedy variable
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  return routes
    .filter((route) => route.method === method)
    .toSorted((a, b) => greed(a) - greed(b))
    .map((route) => matchPath(route, path))
    .find((match) => match !== undefined);
}

function greed({ path }: Route): number {
  if (path.includes("+}")) return 2;
  return path.includes("{") ? 1 : 0;
}

function matchPath(route: Route, path: string): RouteMatch | undefined {
  const pattern = route.path
    .split("/")
    .map((segment) => segment.replace(/^\{(\w+)\+\}$/, "(?<$1>.+)").replace(/^\{(\w+)\}$/, "(?<$1>[^/]+)"))
    .join("/");
  const match = new RegExp(`^${pattern}$`).exec(path);
  if (!match) return undefined;
  return { route, pathParameters: Object.fromEntries(Object.entries(match.groups ?? {}).map(decodeEntry)) };
}

function decodeEntry([name, value]: [string, string]): [string, string] {
  try {
    return [name, decodeURIComponent(value)];
  } catch {
    return [name, value];
  }
}
