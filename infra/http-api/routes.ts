export interface Route {
  /** As API Gateway writes it: method, space, path. */
  readonly key: string;
  readonly functionId: string;
}

export interface RouteMatch extends Route {
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Each path takes only `POST`. */
export function routesOf(source: { readonly id: string; readonly routes: readonly string[] }): Route[] {
  return source.routes.map((path) => ({ key: `POST ${path}`, functionId: source.id }));
}

/**
 * Like an HTTP API: an exact match, then a variable, then a greedy variable
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  return routes
    .toSorted((a, b) => greedOf(a) - greedOf(b))
    .map((route) => matchKey(route, `${method} ${path}`))
    .find((match) => match !== undefined);
}

function greedOf({ key }: Route): number {
  return ["{", "+}"].filter((mark) => key.includes(mark)).length;
}

function matchKey(route: Route, called: string): RouteMatch | undefined {
  const pattern = route.key.replaceAll(/\{(\w+)\+\}/g, "(?<$1>.+)").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  const match = new RegExp(`^${pattern}$`).exec(called);
  if (!match) return undefined;
  const parameters = Object.entries(match.groups ?? {});
  const decoded = parameters.map(([name, value]) => [name, decode(value)]);
  return { ...route, pathParameters: Object.fromEntries(decoded) };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
