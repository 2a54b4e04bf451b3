// A drawing of the page in, a file that stands by itself out: as SVG, or as PNG at twice the size.
import { save } from "./copying";
import { all } from "./dom";

const LOOKS = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "display", "visibility",
];

/** Enables the buttons that save the picture of this view. */
export function offerPicture(name: string, draw: () => SVGSVGElement): void {
  for (const button of all<HTMLButtonElement>("[data-save]")) {
    button.disabled = false;
    button.onclick = () => void (button.dataset["save"] === "png" ? savePng(name, draw()) : saveSvg(name, draw()));
  }
}

function saveSvg(name: string, drawn: SVGSVGElement): void {
  save(new Blob([serialise(drawn)], { type: "image/svg+xml" }), `${name}.svg`);
}

async function savePng(name: string, drawn: SVGSVGElement): Promise<void> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([serialise(drawn)], { type: "image/svg+xml" }));
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  canvas.toBlob((blob) => blob && save(blob, `${name}.png`), "image/png");
}

/** Style sheets do not travel: what they say becomes attributes. */
function serialise(drawn: SVGSVGElement): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const box = drawn.getBoundingClientRect();
  const originals = [drawn, ...all<SVGElement>("*", drawn)];
  [copy, ...all<SVGElement>("*", copy)].forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of LOOKS) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "tabindex", "role", "style"]) element.removeAttribute(name);
  });
  const width = drawn.width.baseVal.value || box.width;
  const height = drawn.height.baseVal.value || box.height;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", String(width));
  ground.setAttribute("height", String(height));
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}
