// On a page to redact: a click on a word ticks it, a drag draws a box; the buttons beside the page send both.
const sheet = document.querySelector("[data-redact]");

if (sheet) {
  const form = document.getElementById("mark-form");
  const drawn = sheet.querySelector("[data-drawn]");
  const send = form.querySelector("[data-area]");
  const edges = [...form.querySelectorAll("[data-edge]")];
  let from = null;

  const show = () => {
    for (const box of form.querySelectorAll("input[name=word]")) {
      sheet.querySelector(`[data-word="${box.value}"]`)?.classList.toggle("is-ticked", box.checked);
    }
  };
  const place = (event) => {
    const seen = sheet.querySelector("img").getBoundingClientRect();
    return {
      x: ((event.clientX - seen.left) / seen.width) * Number(sheet.dataset.width),
      y: ((event.clientY - seen.top) / seen.height) * Number(sheet.dataset.height),
    };
  };
  const draw = (to) => {
    const box = {
      left: Math.round(Math.min(from.x, to.x)),
      top: Math.round(Math.min(from.y, to.y)),
      width: Math.round(Math.abs(to.x - from.x)),
      height: Math.round(Math.abs(to.y - from.y)),
    };
    const attributes = { left: "x", top: "y", width: "width", height: "height" };
    for (const [name, value] of Object.entries(box)) {
      drawn.setAttribute(attributes[name], value);
      form.elements[name].value = value;
    }
    return box.width > 6 && box.height > 6;
  };

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    from = place(event);
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (from) draw(place(event));
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const isBox = draw(place(event));
    from = null;
    send.hidden = !isBox;
    if (isBox) {
      send.focus();
      return;
    }
    for (const name of ["width", "height"]) drawn.setAttribute(name, 0);
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    const word = under.find((one) => one.dataset?.word);
    const box = word && form.querySelector(`input[name=word][value="${word.dataset.word}"]`);
    if (box && !box.disabled) box.checked = !box.checked;
    show();
  });
  // A finger that scrolls draws nothing.
  sheet.addEventListener("pointercancel", () => {
    from = null;
  });
  // What is typed as edges is shown where it will lie.
  form.addEventListener("input", (event) => {
    if (!edges.includes(event.target)) return;
    const [left, top, right, bottom] = edges.map((edge) => edge.valueAsNumber / 100);
    const isBox = left < right && top < bottom;
    const box = isBox ? { x: left, y: top, width: right - left, height: bottom - top } : { width: 0, height: 0 };
    for (const [name, part] of Object.entries(box)) {
      const whole = name === "x" || name === "width" ? sheet.dataset.width : sheet.dataset.height;
      drawn.setAttribute(name, part * Number(whole));
    }
  });
  form.querySelector("[data-redact-hint]")?.removeAttribute("hidden");
  form.addEventListener("change", show);
  show();
}
