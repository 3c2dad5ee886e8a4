// Sets light or dark on <html> before the first paint, so that no page flashes in the wrong colours.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('primehub.theme');
  } catch {
    // Storage can be switched off; the system's choice is used then.
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.className = dark ? 'dark' : 'light';
})();
