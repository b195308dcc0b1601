import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useSend, type How } from '@/lib/form';
import { tooLong } from '@/lib/problem';
import { useStep } from '@/lib/step';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { FormTrouble, Whose } from '@/ui/Problem';
import { Steps } from '@/ui/Steps';
import { AudienceStep } from './AudienceStep';
import { MessageStep } from './MessageStep';
import type { Plan } from './plan';
import { useStepNames } from './stepNames';

const MOST = 200;

export type Send = (plan: Plan, how: How) => Promise<unknown>;
type Props = { title: string; initial: Plan; send: Send; showOther?: () => void };

/** To whom and what; then a draft is kept, and the third step is its page. */
export function PlanWizard({ title, initial, send, showOther }: Props) {
  const { t } = useTranslation();
  const names = useStepNames();
  const form = useForm({ initialValues: initial });
  const { name, number_id, segment_id, template_id } = form.values;
  const lacking = {
    name: name.trim() ? tooLong(name, MOST, t) : t('plan.need_name'),
    number_id: number_id ? null : t('plan.need_number'),
    segment_id: segment_id ? null : t('plan.need_segment'),
  };
  const isReady = Object.values(lacking).every((words) => words === null);
  const [at, go] = useStep(isReady ? 1 : 0);
  const { submit, busy, trouble, isOutdated, overwrite } = useSend(form, send);
  const next = () => {
    form.setErrors(lacking);
    if (isReady) go(1);
  };
  return (
    <Page
      back={<Back to="/campaigns" label={t('nav.campaigns')} />}
      title={title}
      lead={t('plan.lead')}
    >
      <Steps names={names} at={at} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!at) return next();
          if (template_id) return submit(event);
          form.setErrors({ template_id: t('plan.need_template') });
        }}
        className="surface panel"
        aria-label={names[at]}
        noValidate
      >
        <FormTrouble words={trouble}>
          {isOutdated && <Whose keepMine={overwrite} showOther={showOther} />}
        </FormTrouble>
        {at === 0 && <AudienceStep form={form} next={next} />}
        {at === 1 && <MessageStep form={form} back={() => go(0)} busy={busy} />}
      </form>
    </Page>
  );
}
