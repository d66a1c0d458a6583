import { element } from "./element.ts";
/**
 * A part of the page that changes only if what it shows does: who reads, selects text, has opened a field or has the
 * focus in there is not disturbed by news of something else.
 */
export function createKeptSection(place, draw) {
  let asDrawn;
  return (delivery) => {
    const drawn = element("div", {}, ...draw(delivery));
    if (asDrawn?.isEqualNode(drawn)) return;
    asDrawn = drawn.cloneNode(true);
    place.replaceChildren(...drawn.childNodes);
  };
}
