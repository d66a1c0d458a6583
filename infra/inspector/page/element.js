/** An element with its attributes and children; what is undefined is left out. Text stays text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}
export function svgElement(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}
function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) target.setAttribute(name, value);
}
/** The element of `index.html` with an id; throws if it is not there, or is another than expected. */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`index.html has no ${type.name} with the id ${id}`);
  return found;
}
