import type { TFunction } from 'i18next';

/** Why Meta sent a template back, in words that say what to do. */
export const reasonWords = (reason: string, t: TFunction) =>
  t(`rejected.${reason.toLowerCase()}`, { defaultValue: t('rejected.other', { reason }) });
