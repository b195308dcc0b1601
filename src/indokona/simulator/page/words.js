// The page's words in the reader's language, and times as the reader writes them.
import { file } from '/phone/door.js';

const KNOWN = ['en', 'hi'];
const LOCALES = { en: 'en-IN', hi: 'hi-IN' };
const asked = localStorage.getItem('language') ?? navigator.language.slice(0, 2);

export const language = KNOWN.includes(asked) ? asked : 'en';
const words = await file(`${language}.json`);
const plurals = new Intl.PluralRules(language);
const clock = new Intl.DateTimeFormat(LOCALES[language], { hour: 'numeric', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat(LOCALES[language], {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});

const found = (key) => key.split('.').reduce((place, name) => place?.[name], words);

/** The words of a key, with values in their gaps; `count` chooses between one and other. */
export function t(key, values = {}) {
  const text = found(key) ?? found(`${key}_${plurals.select(values.count ?? 0)}`) ?? key;
  return text.replace(/{{(\w+)}}/g, (gap, name) => values[name] ?? gap);
}

/** Fills what the page's own markup leaves open. */
export function translate(root) {
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-t-label]'))
    node.setAttribute('aria-label', t(node.dataset.tLabel));
  for (const node of root.querySelectorAll('[data-t-placeholder]'))
    node.placeholder = t(node.dataset.tPlaceholder);
}

/** Another language: the page begins anew in it, on the same chat. */
export function speak(chosen) {
  localStorage.setItem('language', chosen);
  location.reload();
}

export const time = (seconds) => clock.format(new Date(seconds * 1000));

/** Today, yesterday, or the date. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const ago = Math.round(
    (new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5,
  );
  if (ago === 0) return t('day.today');
  return ago === 1 ? t('day.yesterday') : calendar.format(date);
}
