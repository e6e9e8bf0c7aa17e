// Pictures as files: SVG that stands alone, and PNG drawn from it.

/** Pixels of a PNG for each unit of the drawing. */
const DENSITY = 2;

/** The SVG as text with the page's colours written out, so that it looks alike outside of the page. */
export function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const style = getComputedStyle(document.documentElement);
  const text = new XMLSerializer().serializeToString(copy);
  return text.replace(/var\(--([\w-]+)\)/g, (all, name: string) => style.getPropertyValue(`--${name}`).trim() || all);
}

/** Width of a text, which differs much between alphabets. */
export function widthOf(text: string, size: number): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return size * text.length;
  context.font = `${size}px system-ui, sans-serif`;
  return context.measureText(text).width;
}

/** A text in lines of at most so many characters, broken between words. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length && longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** As many names as some lines of so many characters hold, and how many more there are. */
export function fitted(names: readonly string[], most: number, lines: number, more: (n: number) => string): string {
  const first = (n: number) => [...names.slice(0, n), ...(n < names.length ? [more(names.length - n)] : [])].join("; ");
  let n = names.length;
  while (n > 1 && wrapped(first(n), most).length > lines) n -= 1;
  return first(n);
}

/** Pixels of a line of text below a picture, and of a character of it. */
const LINE = 16;
const CHARACTER = 6.2;

/** Characters of a line below a picture. */
export const across = (svg: SVGSVGElement): number => Math.floor(Number(svg.getAttribute("width")) / CHARACTER);

/** A copy of a picture with texts below it. */
export function underlined(svg: SVGSVGElement, texts: readonly string[]): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [width, height] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  const lines = texts.flatMap((text) => wrapped(text, across(svg)));
  const higher = height + LINE * (lines.length + 0.5);
  copy.setAttribute("height", String(higher));
  copy.setAttribute("viewBox", `0 0 ${width} ${higher}`);
  copy.setAttribute("aria-label", [svg.getAttribute("aria-label") ?? "", ...texts].join(" "));
  lines.forEach((line, i) => {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    const look = { x: 4, y: height + LINE * (i + 1) - 4, fill: "var(--ink)", "font-size": 11.5, "font-family": "system-ui, sans-serif", "text-anchor": "start" };
    for (const [key, value] of Object.entries(look)) text.setAttribute(key, String(value));
    text.textContent = line;
    copy.append(text);
  });
  return copy;
}

export async function pngOf(svg: SVGSVGElement): Promise<Blob> {
  const width = Number(svg.getAttribute("width"));
  const height = Number(svg.getAttribute("height"));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = DENSITY * width;
  canvas.height = DENSITY * height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--card").trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}

/** Hands a file to the reader. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
