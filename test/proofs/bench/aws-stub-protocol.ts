/** What the stub is asked: how many calls it has had, after filling its table with so many more keys. */
export interface Question {
  readonly moreKeys: number;
}

export interface CallCount {
  readonly calls: number;
}

/** Ports by the end of the variable that names a service's endpoint, `AWS_ENDPOINT_URL_…`. */
export interface Ports {
  readonly ports: Readonly<Record<string, number>>;
}
