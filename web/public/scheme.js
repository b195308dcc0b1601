// Before anything is drawn: the colours and the language that were chosen, so that nothing flashes.
(() => {
  const chosen = localStorage.getItem('scheme') ?? 'auto';
  const dark =
    chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  document.documentElement.lang = localStorage.getItem('language') ?? 'en';
})();
