import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

/** The HTTP API: a POST route to the function of each source, and nothing else. */
export class IntakeApi extends Construct {
  readonly endpoint: string;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new HttpApi(this, "HttpApi", {
      description: "Notifications of identity and document verification",
    });
    this.endpoint = this.#api.apiEndpoint;
  }

  addRoutes(paths: readonly string[], handler: LambdaFunction): void {
    const integration = new HttpLambdaIntegration("Integration", handler);
    for (const path of paths) this.#api.addRoutes({ path, methods: [HttpMethod.POST], integration });
  }
}
