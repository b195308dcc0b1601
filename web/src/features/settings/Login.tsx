import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '@/api';
import { listSecurityLogOptions } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { deviceWords } from '@/lib/device';
import { moment } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { NewPassword } from '@/ui/Password';
import { FormTrouble } from '@/ui/Problem';
import { Rows } from '@/ui/Rows';
import { Erase } from './Erase';
import { LOG } from './corrected';
import { Mine } from './Mine';
import { You } from './You';

/** One's own login: the password, and what was done with it. */
export function Login() {
  const { t } = useTranslation();
  const query = useQuery({
    ...listSecurityLogOptions(LOG),
    select: ({ items }) => items,
  });
  const empty = <Empty icon={History} title={t('login.log')} words={t('login.log_why')} />;
  return (
    <Stack gap="xl">
      <You />
      <PasswordForm />
      <section>
        <Title order={2} mb="sm">
          {t('login.log')}
        </Title>
        <Rows query={query} empty={empty}>
          {(line) => (
            <div className="row" key={line.id}>
              <div className="grow">
                <Text fw={600}>
                  {t(`act.${line.act.replaceAll('.', '_')}`, { defaultValue: line.act })}
                </Text>
                <Text size="sm" c="dimmed">
                  {[moment(line.at), deviceWords(line.device, line.system, t), line.ip_prefix]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </div>
            </div>
          )}
        </Rows>
      </section>
      <Mine />
      <Erase kind="user" />
    </Stack>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { old: '', password: '' } });
  const { submit, busy, trouble } = useSend(form, async ({ old, password }) => {
    await changePassword({ body: { old, new: password } });
    form.reset();
    notifications.show({ message: t('login.changed') });
  });
  return (
    <form onSubmit={submit} className="surface" style={{ padding: 24 }}>
      <Title order={2} mb={4}>
        {t('login.password')}
      </Title>
      <Text c="dimmed" mb="md">
        {t('login.password_why')}
      </Text>
      <FormTrouble words={trouble} />
      <Stack maw={420}>
        <PasswordInput
          label={t('field.old_password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          {...form.getInputProps('old')}
        />
        <NewPassword label={t('field.new_password')} {...form.getInputProps('password')} />
        <Button type="submit" loading={busy} w="fit-content">
          {t('login.do')}
        </Button>
      </Stack>
    </form>
  );
}
