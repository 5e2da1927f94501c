// The axial slider of the report (without it the page shows the central slice), and folded tables opened for paper.
for (const slider of document.querySelectorAll(".slider")) {
  const slices = slider.parentElement.querySelectorAll(".slice");
  const input = slider.querySelector("input");
  if (slices.length < 2) continue;
  slider.hidden = false;
  input.addEventListener("input", () => {
    slices.forEach((slice, i) => { slice.style.display = i === Number(input.value) ? "" : "none"; });
  });
}
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) { fold.open = true; fold.dataset.paper = ""; }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-paper]")) { fold.open = false; delete fold.dataset.paper; }
});
