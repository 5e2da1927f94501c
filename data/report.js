// The axial slider of the report. Without it the page shows the central slice.
for (const slider of document.querySelectorAll(".slider")) {
  const slices = slider.parentElement.querySelectorAll(".slice");
  const input = slider.querySelector("input");
  if (slices.length < 2) continue;
  slider.hidden = false;
  input.addEventListener("input", () => {
    slices.forEach((slice, i) => { slice.style.display = i === Number(input.value) ? "" : "none"; });
  });
}
