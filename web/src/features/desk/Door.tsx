import { Alert, Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { MessageCircle } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askForCode, enterDesk, type InsideOut } from '@/api';
import { CodeField } from '@/ui/CodeField';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';

type Props = {
  path: { organisation_id: string };
  name: string;
  onInside: (inside: InsideOut) => void;
};

/** The number, then the code that went to it. */
export function Door({ path, name, onInside }: Props) {
  const [flow, setFlow] = useState<string | null>(null);
  return flow ? (
    <Code path={path} name={name} flow={flow} onInside={onInside} again={() => setFlow(null)} />
  ) : (
    <Number path={path} onFlow={setFlow} />
  );
}

function Number({ path, onFlow }: Pick<Props, 'path'> & { onFlow: (flow: string) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { phone: '' } });
  const send = async ({ phone }: { phone: string }) => {
    const { data } = await askForCode({ path, body: { phone }, throwOnError: true });
    onFlow(data.flow);
  };
  const { submit, busy, trouble } = useSend(form, send, { isSlight: true });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Stack>
        <TextInput
          label={t('desk.number')}
          description={t('desk.number_why')}
          type="tel"
          autoComplete="tel"
          minLength={4}
          required
          {...form.getInputProps('phone')}
        />
        <Button type="submit" size="md" loading={busy}>
          {t('desk.send_code')}
        </Button>
      </Stack>
    </form>
  );
}

function Code({ path, name, flow, onInside, again }: Props & { flow: string; again: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { code: '' } });
  const send = async ({ code }: { code: string }) => {
    const { data } = await enterDesk({ path, body: { flow, code }, throwOnError: true });
    onInside(data);
  };
  const { submit, busy, trouble } = useSend(form, send, { isSlight: true });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <Stack>
        <Alert icon={<MessageCircle size={20} aria-hidden />} role="status">
          {t('desk.sent', { name })}
        </Alert>
        <CodeField label={t('desk.code')} {...form.getInputProps('code')} />
        <Button type="submit" size="md" loading={busy}>
          {t('desk.enter')}
        </Button>
        <Anchor component="button" type="button" onClick={again}>
          {t('desk.other_number')}
        </Anchor>
      </Stack>
    </form>
  );
}
