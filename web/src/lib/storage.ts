import type { TFunction } from 'i18next';
import type { NumberOut } from '@/api';

/** Countries in which Meta keeps messages: as the API knows them. */
export const REGIONS = [
  'IN',
  'AE',
  'AU',
  'BH',
  'BR',
  'CA',
  'CH',
  'DE',
  'GB',
  'ID',
  'JP',
  'KR',
  'SG',
  'ZA',
] as const;

/** A country's name in the reader's language. */
export const country = (region: string, language: string) =>
  new Intl.DisplayNames([language], { type: 'region' }).of(region) ?? region;

/** Where Meta keeps a number's messages, in one sentence. */
export function storageWords(one: NumberOut, t: TFunction, language: string): string {
  if (!one.storage) return t('storage.unknown');
  return t(`storage.is.${one.storage}`, {
    country: one.storage_region ? country(one.storage_region, language) : '',
    count: one.storage_minutes ?? 60,
    defaultValue: one.storage,
  });
}
