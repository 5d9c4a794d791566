// The drawing with the keyboard: one stop of the tab key, arrows from neighbour to neighbour.
// Without this file every organisation is a stop of its own, and all else is the same.
(() => {
  "use strict";

  const weave = document.querySelector("[data-weave]");
  if (!weave) return;
  const spots = [...weave.querySelectorAll("[data-spot]")];
  if (!spots.length) return;
  const byKey = new Map(spots.map((spot) => [spot.dataset.spot, spot]));
  const lit = weave.querySelector(".lit");
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  const place = (spot) => {
    const circle = spot.querySelector("circle");
    return [+circle.getAttribute("cx"), +circle.getAttribute("cy")];
  };
  const tied = (spot) =>
    spot.dataset.tied.split(" ").map((key) => byKey.get(key)).filter(Boolean);

  // Only one of them can be reached with the tab key: the last one that had the focus.
  const reach = (spot) => {
    for (const other of spots) other.setAttribute("tabindex", other === spot ? "0" : "-1");
  };
  reach(spots[0]);

  // The threads of whoever is looked at.
  const light = (spot) => {
    const [x, y] = spot ? place(spot) : [];
    lit.setAttribute("d", spot ? tied(spot).map((other) => `M${x} ${y}L${place(other).join(" ")}`).join("") : "");
  };

  // The nearest in the direction of the arrow: a neighbour if there is one, else anybody.
  const nearest = (among, spot, [right, down]) => {
    const [x, y] = place(spot);
    let found = null;
    let least = Infinity;
    for (const other of among) {
      const [across, below] = place(other).map((value, axis) => value - [x, y][axis]);
      const along = across * right + below * down;
      const far = along + 2 * (Math.abs(across * down) + Math.abs(below * right));
      if (along > 0 && far < least) [found, least] = [other, far];
    }
    return found;
  };

  weave.addEventListener("keydown", (event) => {
    const spot = event.target.closest("[data-spot]");
    if (!spot || !way[event.key]) return;
    event.preventDefault();
    const other = nearest(tied(spot), spot, way[event.key]) || nearest(spots, spot, way[event.key]);
    if (other) other.focus();
  });
  weave.addEventListener("focusin", (event) => {
    const spot = event.target.closest("[data-spot]");
    if (!spot) return;
    reach(spot);
    light(spot);
  });
  weave.addEventListener("focusout", () => light(null));
  weave.addEventListener("pointerover", (event) => light(event.target.closest("[data-spot]")));
  weave.addEventListener("pointerleave", () => light(null));
})();
