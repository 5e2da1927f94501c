// Looks at every visible picture of a report: drawn alone on a canvas it must show at least three colours.
const visible = (element) => element.getClientRects().length > 0;
const style = [...document.querySelectorAll("style")].map((s) => s.textContent).join("\n");

async function colours(svg) {
  const copy = svg.cloneNode(true);
  const box = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  const sheet = document.createElementNS("http://www.w3.org/2000/svg", "style");
  sheet.textContent = style;
  copy.prepend(sheet);
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(box.width);
  canvas.height = Math.ceil(box.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return new Set(data).size;
}

(async () => {
  const lines = [];
  const figures = [...document.querySelectorAll("figure")];
  lines.push("figures " + figures.length);
  for (const figure of figures) {
    const pictures = [...figure.querySelectorAll("svg")].filter((s) => visible(s) && !s.closest(".legend"));
    if (pictures.length === 0) lines.push("blank " + figure.id + ": no picture");
    for (const svg of pictures) {
      const seen = await colours(svg).catch((error) => "could not be drawn (" + error + ")");
      if (!(seen >= 3)) lines.push("blank " + figure.id + ": colours " + seen);
    }
  }
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    lines.push("wide " + document.documentElement.scrollWidth + " px in " + width + " px");
  lines.push("end", "");
  const pre = document.createElement("pre");
  pre.id = "probe";
  pre.textContent = lines.join("\n");
  document.body.replaceChildren(pre);
})();
