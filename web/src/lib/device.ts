import type { TFunction } from 'i18next';

/** What somebody used, as far as it is known. */
export const deviceWords = (device: string, system: string, t: TFunction) =>
  [device, system].map((one) => (one === 'unknown' ? t('sessions.unknown') : one)).join(' · ');
