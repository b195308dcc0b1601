// Small drawings, each a path in a square of 24.
const PATHS = {
  check: 'M20 6 9 17l-5-5',
  checks: 'M17 6 7 17l-5-5M22 9l-8.5 8.5L12 16',
  clip: 'm21 11-9.2 9.2a6 6 0 0 1-8.5-8.5l9.2-9.2a4 4 0 0 1 5.7 5.7l-9.2 9.2a2 2 0 0 1-2.8-2.8l8.5-8.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  cross: 'M6 6l12 12M18 6 6 18',
  file: 'M14 2H5v20h14V7zM14 2v5h5M9 13h6M9 17h6',
  link: 'M14 4h6v6M20 4 10 14M18 14v6H4V6h6',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  plus: 'M12 5v14M5 12h14',
  phone:
    'M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2',
  reply: 'M9 8 4 13l5 5M4 13h11a5 5 0 0 1 5 5v1',
  send: 'M4 4l17 8-17 8 3-8zM7 12h14',
};
const SPACE = 'http://www.w3.org/2000/svg';

/** A drawing for the eye only: whoever uses it says its meaning in words. */
export function icon(name) {
  const svg = document.createElementNS(SPACE, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SPACE, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
