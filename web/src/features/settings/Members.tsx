import { Avatar, Select, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { changeRole, removeMember, type MemberLine } from '@/api';
import {
  listMembersOptions,
  showInstallationOptions,
  showMeOptions,
} from '@/api/@tanstack/react-query.gen';
import { seen } from '@/lib/bidi';
import { day } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { Empty } from '@/ui/Empty';
import { Rows } from '@/ui/Rows';
import { Invitations } from './Invitations';
import { Remove } from './Remove';

export function Members() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const query = useQuery(listMembersOptions());
  const may = me.permissions.includes('members.write');
  return (
    <Stack gap="xl">
      <section>
        <Title order={2} mb="sm">
          {t('settings.members')}
        </Title>
        <Rows
          query={query}
          empty={
            <Empty icon={UsersRound} title={t('settings.members')} words={t('members.lead')} />
          }
        >
          {(member) => (
            <MemberRow
              key={member.user_id}
              member={member}
              may={may}
              isMe={member.user_id === me.user_id}
            />
          )}
        </Rows>
      </section>
      <Invitations may={may} />
    </Stack>
  );
}

type Props = { member: MemberLine; may: boolean; isMe: boolean };

function MemberRow({ member, may, isMe }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: installation } = useSuspenseQuery(showInstallationOptions());
  const name = seen(member.name) ?? t('members.nameless');
  const again = () => queries.invalidateQueries({ queryKey: listMembersOptions().queryKey });
  const onError = (error: unknown) =>
    notifications.show({ color: 'red', message: wordsOf(problemOf(error), t) });
  const path = { user_id: member.user_id };
  const role = useMutation({
    mutationFn: (to: string) => changeRole({ path, body: { role: to as 'agent' } }),
    onError,
    onSettled: again,
  });
  const shown = role.isPending ? role.variables : member.role;
  const roles = Object.keys(installation.roles);
  return (
    <div className="row" style={{ flexWrap: 'wrap' }}>
      <Avatar name={name} color="brand" aria-hidden />
      <div className="grow">
        <Text fw={600} truncate>
          {name}{' '}
          {isMe && (
            <Text span c="dimmed">
              ({t('members.you')})
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {t('members.since', { day: day(member.created_at) })}
        </Text>
      </div>
      {may ? (
        <Select
          aria-label={t('members.role_of', { name })}
          data={roles.map((value) => ({
            value,
            label: t(`role.${value}`, { defaultValue: value }),
          }))}
          value={shown}
          onChange={(to) => to && to !== member.role && role.mutate(to)}
          allowDeselect={false}
          w={170}
        />
      ) : (
        <Text>{t(`role.${member.role}`)}</Text>
      )}
      {may && !isMe && (
        <Remove
          label={t('members.remove', { name })}
          words={t('members.remove_why', { name })}
          act={() => removeMember({ path })}
          after={again}
        />
      )}
    </div>
  );
}
