import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** As docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html shows format 2.0. */
export function anHttpApiEvent(): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: "POST /sample",
    rawPath: "/sample",
    rawQueryString: "",
    headers: {},
    requestContext: {
      accountId: "123456789012",
      apiId: "api-id",
      domainName: "id.execute-api.us-east-1.amazonaws.com",
      domainPrefix: "id",
      http: {
        method: "POST",
        path: "/sample",
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.1",
        userAgent: "agent",
      },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "POST /sample",
      stage: "$default",
      time: "21/Nov/2026:09:30:00 +0000",
      timeEpoch: 1795253400000,
    },
    body: "{}",
    isBase64Encoded: false,
  };
}
