import { Button, Group, Select, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Mail, MailPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { invite, withdrawInvitation } from '@/api';
import { listInvitationsOptions, showInstallationOptions } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { ago } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { FormTrouble } from '@/ui/Problem';
import { Rows } from '@/ui/Rows';
import { Remove } from './Remove';

export function Invitations({ may }: { may: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(listInvitationsOptions());
  const again = () => queries.invalidateQueries({ queryKey: listInvitationsOptions().queryKey });
  const empty = <Empty icon={MailPlus} title={t('invite.none')} words={t('invite.none_why')} />;
  return (
    <section>
      <Title order={2} mb="sm">
        {t('invite.title')}
      </Title>
      {may && <InviteForm after={again} />}
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <Mail size={20} aria-hidden />
            <div className="grow">
              <Text fw={600} truncate>
                {one.email}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`role.${one.role}`)} · {t('invite.ends', { when: ago(one.ends_at) })}
              </Text>
            </div>
            {may && (
              <Remove
                label={t('invite.withdraw', { email: one.email })}
                words={t('invite.withdraw_why')}
                act={() => withdrawInvitation({ path: { invitation_id: one.id } })}
                after={again}
              />
            )}
          </div>
        )}
      </Rows>
    </section>
  );
}

function InviteForm({ after }: { after: () => unknown }) {
  const { t } = useTranslation();
  const { data: installation } = useSuspenseQuery(showInstallationOptions());
  const form = useForm({ initialValues: { email: '', role: 'agent' } });
  const { submit, busy, trouble } = useSend(form, async ({ email, role }, { once }) => {
    await invite({ body: { email, role: role as 'agent' }, headers: once });
    notifications.show({ message: t('invite.sent', { email }) });
    form.reset();
    await after();
  });
  const roles = Object.keys(installation.roles);
  return (
    <form onSubmit={submit} className="surface" style={{ padding: 20, marginBottom: 16 }}>
      <FormTrouble words={trouble} />
      <Group align="flex-end">
        <TextInput
          label={t('field.email')}
          type="email"
          autoComplete="off"
          required
          flex="2 1 220px"
          {...form.getInputProps('email')}
        />
        <Select
          label={t('field.role')}
          data={roles.map((value) => ({
            value,
            label: t(`role.${value}`, { defaultValue: value }),
          }))}
          allowDeselect={false}
          flex="1 1 140px"
          {...form.getInputProps('role')}
        />
        <Button type="submit" loading={busy}>
          {t('invite.do')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt="sm">
        {t(`role_why.${form.values.role}`)}
      </Text>
    </form>
  );
}
