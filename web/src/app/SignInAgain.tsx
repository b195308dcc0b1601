import { Anchor, Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Me, openSession } from '@/api';
import { useSend } from '@/lib/form';
import { regainSession, useFate } from '@/lib/session';
import { FormTrouble } from '@/ui/Problem';

/** The session ended while the page was open: sign in over it, so that nothing typed is lost. */
export function SignInAgain({ me: { email, organisation_id } }: { me: Me }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const router = useRouter();
  const lost = useFate() === 'lost';
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } });
  const send = async ({ password }: { password: string }) => {
    await openSession({ body: { email, password, organisation_id } });
    form.reset();
    regainSession();
    await queries.invalidateQueries();
    await router.invalidate(); // a page that could not be shown without a session
  };
  const { submit, busy, trouble } = useSend(form, send, { isSlight: true });
  return (
    <Modal
      opened={lost}
      onClose={() => undefined}
      withCloseButton={false}
      title={t('again_in.title')}
    >
      <Text mb="md">{t('again_in.lead', { email })}</Text>
      <form onSubmit={submit}>
        <FormTrouble words={trouble} />
        <Stack>
          <PasswordInput
            label={t('field.password')}
            autoComplete="current-password"
            data-autofocus
            required
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={busy}>
            {t('sign_in.do')}
          </Button>
          <Anchor href="/sign-in">{t('again_in.other')}</Anchor>
        </Stack>
      </form>
    </Modal>
  );
}
