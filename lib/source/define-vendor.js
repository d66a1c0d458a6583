import { createAuthenticator } from "../authentication/authenticator.ts";
import { readCredentials } from "../authentication/unusable-secret.ts";
import { eventSchema } from "./event.ts";
import { interpret } from "./interpret.ts";
/** Checks a definition and closes over its vendor's types. */
export function defineSource(definition) {
  const { id, documentation, routes, eventType, retentionSeconds } = definition;
  const schemes = bindCredentials(definition.authentication, definition.credentials);
  return {
    id,
    documentation,
    routes,
    eventType,
    retentionSeconds,
    eventSchema: eventSchema(id, eventType, definition.notification),
    payload: definition.payload,
    schemeNames: Object.keys(schemes),
    schemes,
    defaultAuthentication: definition.defaultAuthentication,
    authenticator: (settings) => createAuthenticator(schemes, settings),
    signedFields: signedFieldsOf(definition),
    interpret: (delivery, acceptance) => interpret(definition, delivery, acceptance),
    acknowledge: (delivery) => acknowledge(definition, delivery),
  };
}
function signedFieldsOf({ proves, signing }) {
  if (!signing || proves === "caller") return [];
  return proves.filter((field) => !signing.credentialFields.includes(field));
}
function acknowledge(definition, delivery) {
  const reading = delivery.readJson();
  return definition.acknowledgement(reading.ok ? reading.value : undefined);
}
/** Lets every scheme take a secret as it was stored, and refuse one that is not what the source needs. */
function bindCredentials(schemes, credentials) {
  const bind = (scheme) => {
    if (!scheme.usesSecret) return scheme;
    const configure = (settings) => {
      const prepare = scheme.configure(settings);
      return (secret) => prepare(readCredentials(credentials, secret));
    };
    return { ...scheme, configure };
  };
  return Object.fromEntries(Object.entries(schemes).map(([name, scheme]) => [name, bind(scheme)]));
}
