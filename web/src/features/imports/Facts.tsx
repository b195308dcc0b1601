import { useTranslation } from 'react-i18next';
import { day, fileSize } from '@/lib/format';
import { FactList } from '@/ui/FactList';
import { momentOf } from '@/ui/consent';
import type { Said } from './Wizard';

/** What was chosen, once more in words. */
export function Facts({ file, said, taken }: { file: File; said: Said; taken: number }) {
  const { t } = useTranslation();
  const purposes = said.purposes.map((one) => t(`purpose.${one}`)).join(', ');
  const consent =
    said.agreed === 'yes'
      ? [purposes, said.source, day(momentOf(said.date)), `“${said.wording}”`].join(' · ')
      : t('imports.no');
  return (
    <FactList
      facts={[
        [t('imports.step.file'), `${file.name} · ${fileSize(file.size)}`],
        [t('imports.step.columns'), t('imports.taken', { count: taken })],
        [t('imports.step.consent'), consent],
        [t('contacts.tags'), said.tags.join(', ') || t('imports.no_tag')],
      ]}
    />
  );
}
