import type { Standing } from "./outcomes.ts";

interface Shape {
  readonly solid?: string;
  readonly outline?: string;
  /** Lets the background through. */
  readonly cut?: string;
}

const disc = "M8 .75a7.25 7.25 0 1 0 0 14.5A7.25 7.25 0 0 0 8 .75Z";
const square = "M3 1h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2Z";

/** Each outcome has its own shape, so a person can tell them apart without colours. */
const shapes: Readonly<Record<Standing, Shape>> = {
  accepted: { solid: disc, cut: "M4.6 8.3 7 10.7 11.5 5.8" },
  duplicate: {
    outline:
      "M3 1.75h7c.7 0 1.25.55 1.25 1.25v7c0 .7-.55 1.25-1.25 1.25H3c-.7 0-1.25-.55-1.25-1.25V3c0-.7.55-1.25 1.25-1.25Z",
    solid:
      "M7 5.5h6.5c.8 0 1.5.7 1.5 1.5v6.5c0 .8-.7 1.5-1.5 1.5H7c-.8 0-1.5-.7-1.5-1.5V7c0-.8.7-1.5 1.5-1.5Z",
  },
  refused: { solid: disc, cut: "M4.5 8h7" },
  quarantined: { solid: "M8 1 15.5 14.5H.5Z", cut: "M8 6v3.6M8 11.7v.6" },
  deferred: { solid: square, cut: "M6 5v6M10 5v6" },
  failed: { solid: "M8 .5 15.5 8 8 15.5.5 8Z", cut: "M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" },
  waiting: { outline: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Z" },
};

export function OutcomeIcon({ standing }: { readonly standing: Standing }) {
  const { outline, solid, cut } = shapes[standing];
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      {outline && <path class="outline" d={outline} />}
      {solid && <path class="solid" d={solid} />}
      {cut && <path class="cut" d={cut} />}
    </svg>
  );
}
