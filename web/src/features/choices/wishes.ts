import type { ChoicesIn, PreferencesOut, StandingOut } from '@/api';
import { clock } from '@/lib/format';

/** What stands in the form for one purpose; times as a time field wants them. */
export type Wish = { yes: boolean; quiet: boolean; from: string; to: string; most: string };
export type Values = { zone: string; language: string; wishes: Record<string, Wish> };

const minutes = (shown: string) => {
  const [hours, rest] = shown.split(':').map(Number);
  return (hours ?? 0) * 60 + (rest ?? 0);
};

const wishOf = ({ may_write, wish }: StandingOut): Wish => ({
  yes: may_write,
  quiet: typeof wish?.quiet_from === 'number',
  from: clock(wish?.quiet_from ?? 21 * 60),
  to: clock(wish?.quiet_to ?? 8 * 60),
  most: wish?.most ? String(wish.most) : '',
});

export const valuesOf = (page: PreferencesOut, language: string): Values => ({
  zone: page.zone,
  language: page.language === 'hi' || page.language === 'en' ? page.language : language,
  wishes: Object.fromEntries(page.standing.map((one) => [one.purpose, wishOf(one)])),
});

/** The form as the API takes it. */
export const choicesOf = ({ zone, language, wishes }: Values): ChoicesIn => ({
  zone,
  language: language as ChoicesIn['language'],
  choices: Object.entries(wishes).map(([purpose, wish]) => ({
    purpose: purpose as 'marketing',
    yes: wish.yes,
    quiet_from: wish.quiet ? minutes(wish.from) : null,
    quiet_to: wish.quiet ? minutes(wish.to) : null,
    most: wish.most ? Number(wish.most) : null,
  })),
});
