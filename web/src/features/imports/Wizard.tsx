import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Look } from './columns';
import { NO_STATEMENT } from '@/ui/consent';
import { useStep } from '@/lib/step';
import { useUnsaved } from '@/lib/unsaved';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { Steps } from '@/ui/Steps';
import { guesses, wrongWith, type Choices } from './columns';
import { ColumnsStep } from './ColumnsStep';
import { ConsentStep } from './ConsentStep';
import { FileStep } from './FileStep';
import { SendStep } from './SendStep';

/** All that is said of a file before it goes out. */
export const NOTHING_SAID = { ...NO_STATEMENT, agreed: '', tags: [] as string[] };
export type Said = typeof NOTHING_SAID;

/** From a file to contacts, in four steps; going back loses nothing. */
export function Wizard() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [look, setLook] = useState<Look | null>(null);
  const [choices, setChoices] = useState<Choices>([]);
  const form = useForm({ initialValues: NOTHING_SAID });
  const [at, go] = useStep(reached());
  useUnsaved(look !== null);
  const names = ['file', 'columns', 'consent', 'send'].map((name) => t(`imports.step.${name}`));
  const back = () => go(at - 1);
  const next = () => go(at + 1);

  /** How far the browser's own buttons may lead. */
  function reached() {
    if (!look) return 0;
    if (wrongWith(choices)) return 1;
    return form.values.agreed ? 3 : 2;
  }

  return (
    <Page
      back={<Back to="/contacts" label={t('nav.contacts')} />}
      title={t('imports.title')}
      lead={t('imports.lead')}
    >
      <Steps names={names} at={at} />
      <section className="surface panel" aria-label={names[at]}>
        {at === 0 && (
          <FileStep
            file={file}
            next={look ? next : undefined}
            onLook={(chosen, found) => {
              setFile(chosen);
              setLook(found);
              setChoices(guesses(found));
              go(1);
            }}
          />
        )}
        {at === 1 && look && (
          <ColumnsStep {...{ look, choices, setChoices, back, next }} name={file?.name ?? ''} />
        )}
        {at === 2 && <ConsentStep {...{ form, back, next }} />}
        {at === 3 && look && file && (
          <SendStep {...{ file, look, choices, back }} said={form.values} />
        )}
      </section>
    </Page>
  );
}
