import {
  Alert,
  Badge,
  Button,
  Checkbox,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createKey, revokeKey, type KeyLine } from '@/api';
import { listKeysOptions, showMeOptions } from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { day } from '@/lib/format';
import { CopyText } from '@/ui/CopyText';
import { Empty } from '@/ui/Empty';
import { FormTrouble } from '@/ui/Problem';
import { Rows } from '@/ui/Rows';
import { Remove } from './Remove';

export function Keys() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const query = useQuery(listKeysOptions());
  const [made, setMade] = useState<string | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: listKeysOptions().queryKey });
  const empty = <Empty icon={KeyRound} title={t('keys.none')} words={t('keys.none_why')} />;
  return (
    <Stack gap="lg">
      <Text c="dimmed">{t('keys.lead')}</Text>
      {made && (
        <Alert color="yellow" title={t('keys.once')} role="status">
          <CopyText text={made} label={t('keys.key')} />
        </Alert>
      )}
      <KeyForm
        onMade={(key) => {
          setMade(key);
          void again();
        }}
      />
      <Rows query={query} empty={empty}>
        {(key) => <KeyRow key={key.id} line={key} again={again} />}
      </Rows>
    </Stack>
  );
}

function KeyRow({ line, again }: { line: KeyLine; again: () => unknown }) {
  const { t } = useTranslation();
  return (
    <div className="row">
      <KeyRound size={20} aria-hidden />
      <div className="grow">
        <Text fw={600} truncate>
          {line.name}{' '}
          <Text span c="dimmed" ff="monospace">
            {line.shown}
          </Text>
        </Text>
        <Text size="sm" c="dimmed">
          {t('keys.made', { day: day(line.created_at), count: line.scopes.length })}
        </Text>
      </div>
      {line.revoked_at ? (
        <Badge color="gray" variant="light" c="var(--mantine-color-text)">
          {t('keys.revoked')}
        </Badge>
      ) : (
        <Remove
          label={t('keys.revoke', { name: line.name })}
          words={t('keys.revoke_why')}
          act={() => revokeKey({ path: { key_id: line.id } })}
          after={again}
        />
      )}
    </div>
  );
}

function KeyForm({ onMade }: { onMade: (key: string) => void }) {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const form = useForm({
    initialValues: { name: '', scopes: [] as string[] },
    validate: { scopes: (scopes) => (scopes.length ? null : t('keys.choose')) },
  });
  const { submit, busy, trouble } = useSend(form, async (body, { once }) => {
    const { data } = await createKey({ body, headers: once, throwOnError: true });
    form.reset();
    onMade(data.key);
  });
  return (
    <form onSubmit={submit} className="surface" style={{ padding: 20 }}>
      <Title order={2} mb="sm">
        {t('keys.new')}
      </Title>
      <FormTrouble words={trouble} />
      <TextInput
        label={t('keys.name')}
        placeholder={t('keys.name_like')}
        required
        {...form.getInputProps('name')}
      />
      <Checkbox.Group label={t('keys.rights')} mt="md" {...form.getInputProps('scopes')}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} mt="xs" spacing="xs">
          {me.permissions.map((right) => (
            <Checkbox key={right} value={right} label={right} />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <Button type="submit" mt="md" loading={busy}>
        {t('keys.do')}
      </Button>
    </form>
  );
}
