import { Alert, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showContactOptions } from '@/api/@tanstack/react-query.gen';
import { seen } from '@/lib/bidi';
import { useMay } from '@/lib/may';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { AskTrouble } from '@/ui/Problem';
import { Asked } from './Asked';
import { Consents } from './Consents';
import { Details } from './Details';
import { Identities } from './Identities';
import { Talk } from './Talk';

/** Everything that the business knows of one person. */
export function Contact({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const query = useQuery(showContactOptions({ path: { contact_id: id } }));
  const person = query.data;
  const name = seen(person?.name) || person?.phone || t('contacts.nameless');
  const back = <Back to="/contacts" label={t('nav.contacts')} />;
  if (!person)
    return (
      <Page back={back} title={t('nav.contacts')}>
        {query.isError ? (
          <AskTrouble error={query.error} again={() => void query.refetch()} />
        ) : (
          <Skeleton height={420} radius="lg" aria-busy="true" />
        )}
      </Page>
    );
  return (
    <Page
      back={back}
      title={name}
      lead={[person.name && person.phone, ...person.tags].filter(Boolean).join(' · ')}
      action={may('inbox.read') && <Talk id={id} />}
    >
      {!person.phone && !person.user_ids.length && (
        <Alert color="yellow">{t('contacts.unreachable')}</Alert>
      )}
      {person.is_restricted && <Alert color="yellow">{t('contacts.restricted')}</Alert>}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="lg">
          <Details key={id} person={person} />
          <Identities known={person.identities} />
        </Stack>
        <Stack gap="lg">
          {may('consent.read') && <Consents id={id} name={name} />}
          {may('privacy.read') && <Asked id={id} />}
        </Stack>
      </SimpleGrid>
    </Page>
  );
}
