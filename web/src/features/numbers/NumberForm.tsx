import { Button, PasswordInput, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { connectNumber } from '@/api';
import { listNumbersQueryKey } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { FormTrouble } from '@/ui/Problem';

const IDS = ['phone_number_id', 'waba_id', 'business_id'] as const;
const EMPTY = { access_token: '', phone_number_id: '', waba_id: '', business_id: '', pin: '' };

/** What is copied from Meta's pages; the API asks Meta whether it belongs together. */
export function NumberForm({ appId }: { appId?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({ initialValues: EMPTY });
  const { submit, busy, trouble } = useSend(form, async (values) => {
    await connectNumber({ body: { ...values, app_id: appId } });
    await queries.invalidateQueries({ queryKey: listNumbersQueryKey() });
    notifications.show({ title: t('numbers.connected'), message: t('numbers.connected_next') });
    await navigate({ to: '/numbers' });
  });
  return (
    <form onSubmit={submit}>
      <FormTrouble words={trouble} />
      <PasswordInput
        label={t('field.access_token')}
        description={t('connect.token_how')}
        autoComplete="off"
        minLength={10}
        maxLength={2000}
        required
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        {...form.getInputProps('access_token')}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} mt="md">
        {IDS.map((name) => (
          <TextInput
            key={name}
            label={t(`field.${name}`)}
            inputMode="numeric"
            pattern="[0-9]{1,25}"
            required
            {...form.getInputProps(name)}
          />
        ))}
        <TextInput
          label={t('field.pin')}
          inputMode="numeric"
          pattern="[0-9]{6}"
          maxLength={6}
          autoComplete="off"
          required
          {...form.getInputProps('pin')}
        />
      </SimpleGrid>
      <Button type="submit" mt="lg" loading={busy}>
        {t('connect.do')}
      </Button>
    </form>
  );
}
