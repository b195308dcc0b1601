import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSend } from '@/lib/form';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { FormTrouble } from '@/ui/Problem';
import { Steps } from '@/ui/Steps';
import { AudienceStep } from './AudienceStep';
import { MessageStep } from './MessageStep';
import type { Plan } from './plan';
import { useStepNames } from './stepNames';

type Props = { title: string; initial: Plan; send: (plan: Plan) => Promise<unknown> };

/** To whom and what; then a draft is kept, and the third step is its page. */
export function PlanWizard({ title, initial, send }: Props) {
  const { t } = useTranslation();
  const names = useStepNames();
  const [at, setAt] = useState(0);
  const form = useForm({
    initialValues: initial,
    validate: ({ name, number_id, segment_id, template_id }) => ({
      name: name.trim() ? null : t('plan.need_name'),
      number_id: number_id ? null : t('plan.need_number'),
      segment_id: segment_id ? null : t('plan.need_segment'),
      template_id: at && !template_id ? t('plan.need_template') : null,
    }),
  });
  const { submit, busy, trouble } = useSend(form, send);
  const next = () => {
    if (!form.validate().hasErrors) setAt(1);
  };
  return (
    <Page
      back={<Back to="/campaigns" label={t('nav.campaigns')} />}
      title={title}
      lead={t('plan.lead')}
    >
      <Steps names={names} at={at} />
      <form onSubmit={submit} className="surface panel" aria-label={names[at]} noValidate>
        <FormTrouble words={trouble} />
        {at === 0 && <AudienceStep form={form} next={next} />}
        {at === 1 && <MessageStep form={form} back={() => setAt(0)} busy={busy} />}
      </form>
    </Page>
  );
}
