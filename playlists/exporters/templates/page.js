"use strict";
(() => {
  const form = document.getElementById("here");
  if (!form) return;
  const select = form.querySelector("select");
  const status = form.querySelector("output");
  const refs = (element, name) => (element.dataset[name] || "").split(" ").filter(Boolean);
  const telling = (ref) => ref.split("/")[0];
  const scenes = new Map();
  for (const element of document.querySelectorAll("[data-scene]")) {
    scenes.set(element.dataset.scene, {
      from: Number(element.dataset.from),
      to: Number(element.dataset.to),
      links: refs(element, "links"),
    });
  }

  /* The same rule as soundtrack.place.seen: surely before, and in other tellings only what is linked. */
  function seenFrom(here) {
    const place = scenes.get(here);
    const own = new Set();
    for (const [ref, scene] of scenes) {
      if (telling(ref) === telling(here) && (ref === here || scene.to < place.from)) own.add(ref);
    }
    const seen = new Set(own);
    for (const [ref, scene] of scenes) {
      if (telling(ref) === telling(here)) continue;
      const moments = scene.links.filter((other) => telling(other) === telling(here));
      if (moments.length && moments.every((other) => own.has(other))) seen.add(ref);
    }
    return seen;
  }

  function show(here) {
    const seen = here ? seenFrom(here) : null;
    const ended = !here || [...scenes.keys()].every((ref) => telling(ref) !== telling(here) || seen.has(ref));
    const rules = {
      any: (element) => refs(element, "refs").some((ref) => seen.has(ref)),
      all: (element) => refs(element, "refs").every((ref) => seen.has(ref)),
      end: () => ended,
      never: () => false,
    };
    let hidden = 0;
    for (const element of document.querySelectorAll("[data-show]")) {
      const gone = here && !rules[element.dataset.show](element);
      element.classList.toggle("gone", Boolean(gone));
      const veil = element.nextElementSibling;
      if (veil && veil.classList.contains("veil")) {
        veil.hidden = !gone;
        hidden += gone ? 1 : 0;
      }
    }
    document.documentElement.classList.toggle("here", Boolean(here));
    status.textContent = here ? `${seen.size} of ${scenes.size} scenes shown, ${hidden} pieces of music hidden.` : "";
  }

  /* Whoever points at a scene or at music sees what it is tied to. */
  for (const svg of document.querySelectorAll(".map svg")) {
    const light = (target) => {
      const link = target && target.closest("a");
      const ties = [...svg.querySelectorAll(".tie")];
      const on = link ? ties.filter((tie) => [tie.dataset.from, tie.dataset.to].includes(link.getAttribute("href"))) : [];
      svg.classList.toggle("lit", on.length > 0);
      for (const tie of ties) tie.classList.toggle("on", on.includes(tie));
    };
    for (const begin of ["mouseover", "focusin"]) svg.addEventListener(begin, (event) => light(event.target));
    for (const end of ["mouseleave", "focusout"]) svg.addEventListener(end, () => light(null));
  }

  form.hidden = false;
  select.addEventListener("change", () => show(select.value));
  show(select.value);
})();
