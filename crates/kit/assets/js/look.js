// How the reader wants pages to look, kept in this browser alone. Runs before the page is drawn, so that nothing flickers.
// An address that carries a look (/nhin/…) has the last word.
(() => {
  const root = document.documentElement;
  if (location.pathname.startsWith("/nhin/")) return;
  for (const name of ["size", "theme", "contrast"]) {
    let value = "";
    try { value = localStorage.getItem(`look-${name}`) || ""; } catch { /* a browser that keeps nothing */ }
    if (/^[a-z]+$/.test(value)) root.dataset[name] = value;
  }
})();
