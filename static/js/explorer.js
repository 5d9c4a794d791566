// The explorer of a network: pan, zoom, search, focus and filters over the drawing.
// Without this file, or without WebGL, the page keeps its list and its links.
(() => {
  "use strict";

  const root = document.querySelector("[data-explorer]");
  const stage = root && root.querySelector("[data-stage]");
  if (!stage) return;
  const part = (name) => root.querySelector(`[data-${name}]`);
  const form = part("sieve");
  const SHOWN = 100; // rows of the list
  const FEW = 60; // with so many in sight, every name is written
  const MANY = 150; // with more in sight, dots and threads shrink so as not to cover each other

  // The libraries are fetched only where they can draw: they fail without WebGL.
  if (canDraw()) {
    Promise.all([needed(), asked()])
      .then(([, network]) => start(network))
      .catch(() => {
        part("without-answer").hidden = false;
      });
  } else {
    part("without-drawing").hidden = false;
  }

  function canDraw() {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2") || canvas.getContext("webgl");
    if (!context) return false;
    const loss = context.getExtension("WEBGL_lose_context");
    if (loss) loss.loseContext();
    return true;
  }

  async function needed() {
    for (const address of root.dataset.needs.split(" ")) {
      await new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.addEventListener("load", done);
        script.addEventListener("error", failed);
        document.head.append(script);
      });
    }
  }

  async function asked() {
    const answer = await fetch(root.dataset.explorer, {
      credentials: "same-origin",
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // Accents, case and signs do not matter: the same as on the server, without plurals.
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^0-9a-z]+/g, " ").trim();
  }

  function start(network) {
    for (const each of root.querySelectorAll("[data-live]")) each.hidden = each.disabled = false;
    const organisations = network.organisations.map((values) =>
      Object.fromEntries(network.fields.map((field, at) => [field, values[at]])));
    for (const each of organisations) each.key = fold(`${each.name} ${each.place} ${each.region}`);
    const graph = new graphology.MultiUndirectedGraph();
    const layers = Object.keys(network.ties);
    const colour = colours();
    let shown = new Set(); // numbers of the organisations in sight
    let focus = null;
    let counts = [];

    const wanted = () => {
      const values = new FormData(form);
      return {
        words: fold(values.get("nombre") || "").split(" ").filter(Boolean),
        region: values.get("territorio") || "",
        chain: values.get("cadena") || "",
        layers: new Set(values.getAll("lazo")),
      };
    };
    let now = wanted();

    organisations.forEach((each, at) =>
      graph.addNode(at, { x: each.x, y: network.height - each.y, size: 4, label: each.short, color: colour.dot }));
    for (const layer of layers) {
      for (const [one, other] of network.ties[layer]) {
        graph.addEdge(one, other, { layer, color: colour[layer], size: 1.5, type: "line" });
      }
    }
    bend(graph);

    const sigma = new Sigma(graph, stage, {
      defaultEdgeType: "line",
      edgeProgramClasses: { curve: Sigma.rendering.EdgeCurveProgram },
      defaultDrawNodeHover: hover,
      labelColor: { color: colour.ink },
      labelFont: "system-ui, sans-serif",
      labelSize: 14,
      labelRenderedSizeThreshold: organisations.length <= FEW ? 0 : 5,
      zoomToSizeRatioFunction: (ratio) => (shown.size > MANY ? Math.sqrt(ratio) : 1),
      labelGridCellSize: 150,
      stagePadding: 50,
      minEdgeThickness: organisations.length > 4 * MANY ? 0.5 : 1.7,
      zIndex: true,
      allowInvalidContainer: true,
      nodeReducer: (at, values) => (shown.has(Number(at)) ? lit(at, values) : { ...values, hidden: true }),
      edgeReducer: (edge, values) => (seen(edge) ? { ...values, size: values.size * crowd() } : { ...values, hidden: true }),
    });

    function crowd() {
      return Math.max(Math.sqrt(MANY / Math.max(shown.size, MANY)), 0.2);
    }

    function colours() {
      const style = getComputedStyle(document.documentElement);
      const read = (name) => style.getPropertyValue(name).trim();
      const found = { ink: read("--ink"), dot: read("--green"), focus: read("--clay"), surface: read("--surface") };
      for (const layer of layers) found[layer] = read(`--t-${layer}`) || found.ink;
      return found;
    }

    // Several ties of one pair are bent apart, so that each is seen.
    function bend(all) {
      const times = new Map();
      all.forEachEdge((edge, values, one, other) => {
        const pair = one < other ? `${one} ${other}` : `${other} ${one}`;
        const rank = times.get(pair) || 0;
        times.set(pair, rank + 1);
        if (!rank) return;
        const side = (rank % 2 ? 1 : -1) * (one < other ? 1 : -1);
        all.mergeEdgeAttributes(edge, { type: "curve", curvature: side * 0.12 * Math.ceil(rank / 2) });
      });
    }

    // The name of what is under the pointer, on the colours of the page.
    function hover(context, data, settings) {
      if (!data.label) return;
      context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
      const wide = context.measureText(data.label).width;
      context.fillStyle = colour.surface;
      context.strokeStyle = colour.ink;
      context.beginPath();
      context.rect(data.x + data.size + 1, data.y - 12, wide + 10, 24);
      context.fill();
      context.stroke();
      context.fillStyle = colour.ink;
      context.fillText(data.label, data.x + data.size + 6, data.y + 5);
    }

    function lit(at, values) {
      const isFocus = Number(at) === focus;
      return {
        ...values,
        size: Math.min(4 + Math.sqrt(counts[at] || 0) * 1.6, 14) * (isFocus ? 1 : crowd()),
        color: isFocus ? colour.focus : values.color,
        highlighted: isFocus,
        forceLabel: isFocus || shown.size <= 12,
        zIndex: isFocus ? 1 : 0,
      };
    }

    function seen(edge) {
      if (!now.layers.has(graph.getEdgeAttribute(edge, "layer"))) return false;
      const [one, other] = graph.extremities(edge);
      return shown.has(Number(one)) && shown.has(Number(other));
    }

    function neighbours(at) {
      const found = new Set();
      graph.forEachEdge(at, (_edge, values, one, other) => {
        if (now.layers.has(values.layer)) found.add(Number(one) === at ? Number(other) : Number(one));
      });
      return found;
    }

    function around(at, steps) {
      const found = new Set([at]);
      let edge = [at];
      for (let step = 0; step < steps; step += 1) {
        const next = [];
        for (const each of edge) {
          for (const other of neighbours(each)) {
            if (!found.has(other)) {
              found.add(other);
              next.push(other);
            }
          }
        }
        edge = next;
      }
      return found;
    }

    function refresh(moves) {
      now = wanted();
      counts = organisations.map((_each, at) => neighbours(at).size);
      const steps = Number(root.querySelector("[name=pasos]:checked").value);
      const fits = (each) =>
        now.words.every((word) => each.key.includes(word)) &&
        (!now.region || each.region === now.region) &&
        (!now.chain || each.chains.includes(now.chain));
      const fitting = organisations.map((each, at) => (fits(each) ? at : -1)).filter((at) => at >= 0);
      shown = focus === null ? new Set(fitting) : around(focus, steps);
      const listed = focus === null ? fitting : [...shown];
      listed.sort((one, other) => (one === focus ? -1 : other === focus ? 1 : counts[other] - counts[one] || one - other));
      rows(listed);
      say(listed.length);
      sigma.refresh();
      if (moves) frame();
      remember(steps);
    }

    function say(count) {
      const told = root.dataset;
      let sentence = told.saidNone;
      if (focus !== null) {
        sentence = told.saidFocus
          .replace("{name}", () => organisations[focus].name)
          .replace("{n}", counts[focus])
          .replace("{m}", around(focus, 2).size - 1);
      } else if (count) {
        const pairs = new Set();
        graph.forEachEdge((edge, _values, one, other) => {
          if (seen(edge)) pairs.add(Number(one) < Number(other) ? `${one} ${other}` : `${other} ${one}`);
        });
        sentence = told.saidShown.replace("{n}", count).replace("{t}", pairs.size);
      }
      part("said").textContent = sentence;
      const more = part("more");
      if (!more) return;
      more.hidden = count <= SHOWN;
      more.textContent = told.saidMore.replace("{n}", Math.min(count, SHOWN)).replace("{m}", count);
    }

    function rows(listed) {
      const list = part("rows");
      const body = list && list.querySelector("tbody");
      if (!body) return;
      list.hidden = !listed.length;
      part("none").hidden = listed.length > 0;
      const had = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.center : undefined;
      body.replaceChildren(...listed.slice(0, SHOWN).map(row));
      const again = had === undefined ? null : body.querySelector(`[data-center="${had}"]`);
      if (again) again.focus({ preventScroll: true });
    }

    function row(at) {
      const each = organisations[at];
      const line = make("tr", { role: "row" });
      const lead = make("th", { scope: "row", role: "rowheader" });
      const link = make("a", { href: root.dataset.page.replace("/0/", `/${each.id}/`) });
      link.textContent = each.name;
      const button = make("button", { type: "button", class: "button quiet", "data-center": at, "aria-pressed": String(at === focus) });
      button.append(root.dataset.saidCenter);
      const whose = make("span", { class: "unseen" });
      whose.textContent = `: ${each.name}`;
      button.append(whose);
      const place = make("span", { class: "explorer-place" });
      place.textContent = each.place === each.region ? each.place : `${each.place}, ${each.region}`;
      const name = make("span", {});
      name.append(link, " ", place);
      const both = make("div", { class: "explorer-row" });
      both.append(name, button);
      lead.append(both);
      const degree = make("td", { role: "cell", class: "numeric", "data-label": root.dataset.saidDegree });
      degree.textContent = counts[at];
      line.append(lead, degree);
      return line;
    }

    function make(name, attributes) {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    }

    // Bring what is in sight to the middle, as large as it fits.
    function frame() {
      const places = [...shown].map((at) => sigma.getNodeDisplayData(at)).filter(Boolean);
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const go = (state) => (still ? sigma.getCamera().setState(state) : sigma.getCamera().animate(state, { duration: 300 }));
      if (!places.length || shown.size === organisations.length) {
        go({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
        return;
      }
      const across = places.map((each) => each.x);
      const down = places.map((each) => each.y);
      const [left, right, top, foot] = [least(across), most(across), least(down), most(down)];
      go({ x: (left + right) / 2, y: (top + foot) / 2, ratio: Math.min(Math.max(Math.max(right - left, foot - top) * 1.25, 0.15), 1), angle: 0 });
    }

    function least(values) {
      return values.reduce((one, other) => Math.min(one, other));
    }

    function most(values) {
      return values.reduce((one, other) => Math.max(one, other));
    }

    function centre(at) {
      focus = focus === at ? null : at;
      refresh(true);
    }

    // What is seen stays in the address, to be passed on or opened again.
    function remember(steps) {
      const told = new URLSearchParams(new URL(root.dataset.explorer, location.href).search);
      const values = new FormData(form);
      for (const name of ["nombre", "territorio", "cadena"]) if (values.get(name)) told.set(name, values.get(name));
      const all = form.querySelectorAll("[name=lazo]").length;
      if (now.layers.size < all) told.set("lazos", [...now.layers].join(","));
      if (focus !== null) {
        told.set("centro", organisations[focus].id);
        told.set("pasos", steps);
      }
      const query = told.toString();
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    }

    let waiting = 0;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        focus = null;
        refresh(true);
      }, 200);
    };
    form.addEventListener("input", (event) => {
      if (event.target.name === "lazo") refresh(false);
      else later();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      later();
    });
    root.addEventListener("change", (event) => {
      if (event.target.name === "pasos" && focus !== null) refresh(true);
    });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-center], [data-zoom]");
      if (!button) return;
      if (button.dataset.center !== undefined) centre(Number(button.dataset.center));
      else zoom(button.dataset.zoom);
    });

    function zoom(how) {
      const camera = sigma.getCamera();
      if (how === "in") camera.animatedZoom({ duration: 200 });
      if (how === "out") camera.animatedUnzoom({ duration: 200 });
      if (how !== "all") return;
      focus = null;
      form.querySelector("[name=nombre]").value = "";
      for (const list of form.querySelectorAll("select")) list.value = "";
      for (const box of form.querySelectorAll("[name=lazo]")) box.checked = true;
      refresh(true);
    }

    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    stage.addEventListener("keydown", (event) => {
      const camera = sigma.getCamera();
      const state = camera.getState();
      if (moves[event.key]) {
        const [across, down] = moves[event.key];
        camera.setState({ x: state.x + across * 0.08 * state.ratio, y: state.y + down * 0.08 * state.ratio });
      } else if (event.key === "+") zoom("in");
      else if (event.key === "-") zoom("out");
      else if (event.key === "Escape" && focus !== null) centre(focus);
      else return;
      event.preventDefault();
    });
    sigma.on("clickNode", ({ node }) => centre(Number(node)));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      Object.assign(colour, colours());
      graph.forEachNode((at) => graph.setNodeAttribute(at, "color", colour.dot));
      graph.forEachEdge((edge, values) => graph.setEdgeAttribute(edge, "color", colour[values.layer]));
      sigma.setSetting("labelColor", { color: colour.ink });
      sigma.refresh();
    });

    const asked = new URLSearchParams(location.search);
    const at = organisations.findIndex((each) => String(each.id) === asked.get("centro"));
    if (at >= 0) focus = at;
    if (asked.get("pasos") === "2") root.querySelector("[name=pasos][value='2']").checked = true;
    refresh(false);
    if (focus !== null) frame();
  }
})();
