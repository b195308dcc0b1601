import { Avatar, Box, Group, Menu, Stack, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Building2, Check, ChevronsUpDown, LogOut, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { endSession, switch_, type Me } from '@/api';
import { listMembershipsOptions } from '@/api/@tanstack/react-query.gen';
import { problemOf, wordsOf } from '@/lib/problem';
import { mayLeave } from '@/lib/unsaved';
import { LanguageChoice, SchemeChoice } from '@/ui/Choices';

/** Who is signed in, where; another organisation, another language, the way out. */
export function PersonMenu({ me }: { me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: memberships = [] } = useQuery(listMembershipsOptions());
  const here = memberships.find((one) => one.is_this);

  async function enter(organisation_id: string) {
    if (!(await mayLeave())) return;
    try {
      await switch_({ body: { organisation_id } });
    } catch (error) {
      return notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) });
    }
    queries.clear();
    await navigate({ to: '/start', reloadDocument: true });
  }

  async function leave() {
    if (!(await mayLeave())) return;
    const isOut = await endSession({ path: { session_id: me.session_id } }).then(
      () => true,
      (error) => problemOf(error).code !== 'session.other_organisation',
    );
    if (isOut) await navigate({ to: '/sign-in', reloadDocument: true });
  }

  return (
    <Stack gap="sm" pt="md" mt="sm" style={{ borderTop: '1px solid var(--edge)' }}>
      <Group justify="space-between" wrap="wrap" gap="xs">
        <SchemeChoice />
        <LanguageChoice />
      </Group>
      <Menu width={270} position="top-start" withinPortal>
        <Menu.Target>
          <UnstyledButton className="navlink" aria-label={t('shell.you', { name: me.name })}>
            <Avatar name={me.name} color="brand" size={34} aria-hidden />
            <Box flex={1} miw={0}>
              <Text size="sm" fw={600} truncate>
                {me.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {here?.name ?? me.email}
              </Text>
            </Box>
            <ChevronsUpDown size={16} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('shell.organisations')}</Menu.Label>
          {memberships.map((one) => (
            <Menu.Item
              key={one.organisation_id}
              disabled={one.is_this || one.suspended}
              leftSection={one.is_this ? <Check size={16} /> : <Building2 size={16} />}
              onClick={() => void enter(one.organisation_id)}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<UserRound size={16} />}
            onClick={() => void navigate({ to: '/settings/login' })}
          >
            {t('settings.login')}
          </Menu.Item>
          <Menu.Item leftSection={<LogOut size={16} />} onClick={() => void leave()}>
            {t('shell.leave')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Stack>
  );
}
