import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolated } from '@/lib/bidi';
import en from './en.json';

export const LANGUAGES = { en: 'English', hi: 'हिन्दी' } as const;
export type Language = keyof typeof LANGUAGES;

/** English comes with the app; another language is fetched when somebody reads it. */
const OTHERS: Partial<Record<Language, () => Promise<{ default: object }>>> = {
  hi: () => import('./hi.json'),
};

export function chosenLanguage(): Language {
  const kept = localStorage.getItem('language');
  if (kept === 'en' || kept === 'hi') return kept;
  return navigator.language.startsWith('hi') ? 'hi' : 'en';
}

export async function speak(language: Language) {
  const load = OTHERS[language];
  if (load && !i18n.hasResourceBundle(language, 'translation'))
    i18n.addResourceBundle(language, 'translation', (await load()).default);
  localStorage.setItem('language', language);
  document.documentElement.lang = language;
  await i18n.changeLanguage(language);
}

export async function setUpLanguage() {
  await i18n.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: 'en',
    fallbackLng: 'en',
    // React escapes; what is put into a sentence only must not turn it around.
    interpolation: { escapeValue: true, escape: (value: unknown) => isolated(String(value)) },
  });
  const language = chosenLanguage();
  if (language === 'en') document.documentElement.lang = 'en';
  else await speak(language);
}
