import type { Standing } from "./outcomes.ts";

interface Shape {
  readonly solid?: string;
  readonly outline?: string;
  /** Lets the background through. */
  readonly cut?: string;
}

const disc = "M8 .75a7.25 7.25 0 1 0 0 14.5A7.25 7.25 0 0 0 8 .75Z";

/** Each outcome has its own shape, so a person can tell them apart without colours. */
const shapes: Readonly<Record<Standing, Shape>> = {
  accepted: { solid: disc, cut: "M4.6 8.3 7 10.7 11.5 5.8" },
  duplicate: { outline: "M1.75 1.75h9.5v9.5h-9.5Z", solid: "M5.5 5.5H15V15H5.5Z" },
  refused: { solid: disc, cut: "M4.5 8h7" },
  quarantined: { solid: "M8 1 15.5 14.5H.5Z", cut: "M8 6v3.6M8 11.7v.6" },
  deferred: { solid: "M1 1h14v14H1Z", cut: "M6 5v6M10 5v6" },
  failed: { solid: "M8 .5 15.5 8 8 15.5.5 8Z", cut: "M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" },
  waiting: { outline: disc },
};

export function OutcomeIcon({ standing }: { readonly standing: Standing }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      {Object.entries(shapes[standing]).map(([part, path]) => (
        <path key={part} class={part} d={path} />
      ))}
    </svg>
  );
}
