import { it } from "vitest";
import { everyFault, expectOneEventEach, named, useFaultyIntake } from "../support/faults.ts";

const intake = useFaultyIntake();

it.each(named(everyFault))("with %s every notification is one event", (_, fault) =>
  expectOneEventEach(intake, fault),
);
