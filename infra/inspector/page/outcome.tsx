import { looks, type Standing } from "./outcomes.ts";

export function Outcome({ standing }: { readonly standing: Standing }) {
  const { word, tone, icon } = looks[standing];
  return (
    <span class="outcome line" style={{ color: tone }}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={icon} />
      </svg>
      {word}
    </span>
  );
}
