import type { PreviewImportResponse } from '@/api';

export type Look = PreviewImportResponse;

/** What a column may be beside the API's targets: a field that does not exist yet. */
export const NEW_SEALED = 'new:sealed';
export const NEW_OPEN = 'new:open';

/** One choice per column; empty is left out. */
export type Choices = string[];

export const guesses = (look: Look): Choices => look.columns.map(({ guess }) => guess ?? '');

/** What is wrong with the choices, as the name of a word; null if nothing is. */
export function wrongWith(choices: Choices): string | null {
  if (!choices.includes('phone')) return 'imports.need_phone';
  const taken = choices.filter((one) => one && !one.startsWith('new:'));
  return new Set(taken).size === taken.length ? null : 'imports.twice';
}

/** As the API takes it: `2:phone`, `4:attribute.city`. */
export const placesOf = (choices: Choices, look: Look) =>
  choices.flatMap((choice, at) => (choice ? [`${at}:${targetOf(choice, look, at)}`] : []));

const targetOf = (choice: string, look: Look, at: number) =>
  choice.startsWith('new:') ? `attribute.${nameOf(look, at)}` : choice;

export const nameOf = (look: Look, at: number) => look.columns[at]!.name.trim().slice(0, 60);

/** Fields to be defined before the file is read. */
export const newFields = (choices: Choices, look: Look) =>
  choices.flatMap((choice, at) =>
    choice.startsWith('new:')
      ? [{ name: nameOf(look, at), storage: choice === NEW_OPEN ? 'open' : 'sealed' } as const]
      : [],
  );

/** A few values of one column, for the eye. */
export const samples = (look: Look, at: number) =>
  look.rows
    .map((row) => row[at]?.trim())
    .filter(Boolean)
    .slice(0, 3);
