import { SegmentedControl, Select, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, speak, type Language } from '@/i18n';

/** English or Hindi, at once and without a reload. */
export function LanguageChoice() {
  const { i18n, t } = useTranslation();
  return (
    <Select
      aria-label={t('shell.language')}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      value={i18n.language}
      onChange={(value) => value && void speak(value as Language)}
      allowDeselect={false}
      size="sm"
      w={130}
    />
  );
}

export function SchemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data = (['light', 'auto', 'dark'] as const).map((value) => ({
    value,
    label: t(`shell.scheme_${value}`),
  }));
  return (
    <SegmentedControl
      aria-label={t('shell.scheme')}
      data={data}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as 'light' | 'auto' | 'dark')}
      size="xs"
    />
  );
}
