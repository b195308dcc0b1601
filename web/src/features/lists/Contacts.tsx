import { Avatar, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ContactRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { listContactsOptions } from '@/api/@tanstack/react-query.gen';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';

export function Contacts() {
  const { t } = useTranslation();
  const query = useQuery({ ...listContactsOptions(), select: ({ items }) => items });
  const empty = (
    <Empty icon={ContactRound} title={t('contacts.none')} words={t('contacts.none_why')} />
  );
  return (
    <Page title={t('nav.contacts')} lead={t('contacts.lead')}>
      <Rows query={query} empty={empty}>
        {(one) => (
          <div className="row" key={one.id}>
            <Avatar name={one.name ?? '?'} color="brand" aria-hidden />
            <Text fw={600} className="grow" truncate>
              {one.name ?? t('contacts.nameless')}
            </Text>
          </div>
        )}
      </Rows>
    </Page>
  );
}
