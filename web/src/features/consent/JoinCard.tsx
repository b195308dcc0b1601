import { Anchor, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Download, ExternalLink, Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { closeJoinPage, type JoinPageOut } from '@/api';
import { language } from '@/lib/format';
import { Confirm } from '@/ui/Confirm';
import { CopyText } from '@/ui/CopyText';

type Props = { page: JoinPageOut; may: boolean; edit: () => void; after: () => unknown };

/** One page: what people read, and the ways that lead there. */
export function JoinCard({ page, may, edit, after }: Props) {
  const { t } = useTranslation();
  return (
    <section className="surface panel" style={{ marginBottom: 16 }} aria-label={page.keyword}>
      <Group justify="space-between" mb="sm">
        <Title order={3}>{page.keyword}</Title>
        <Text size="sm" c="dimmed">
          {t('join_pages.version', { version: page.version })}
        </Text>
      </Group>
      <Stack gap={6} mb="md">
        {Object.entries(page.words).map(([code, words]) => (
          <div key={code}>
            <Text size="sm" c="dimmed">
              {language(code)}
            </Text>
            {Object.entries(words).map(([purpose, said]) => (
              <Text key={purpose} component="blockquote" m={0} lang={code}>
                “{said}”
              </Text>
            ))}
          </div>
        ))}
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Way page={page} what="page" url={page.url} />
        <Way page={page} what="keyword" url={page.keyword_url} />
      </SimpleGrid>
      {may && (
        <Group mt="md">
          <Button variant="default" leftSection={<Pencil size={16} aria-hidden />} onClick={edit}>
            {t('join_pages.change')}
          </Button>
          <Confirm
            label={t('join_pages.close')}
            title={t('join_pages.close_title', { keyword: page.keyword })}
            words={t('join_pages.close_why')}
            act={() => closeJoinPage({ path: { join_page_id: page.id } })}
            after={after}
          />
        </Group>
      )}
    </section>
  );
}

type WayProps = { page: JoinPageOut; what: 'page' | 'keyword'; url: string };

function Way({ page, what, url }: WayProps) {
  const { t } = useTranslation();
  const code = `/api/join-pages/${page.id}/${what}.svg?v=${page.version}`;
  return (
    <div>
      <Text fw={600}>{t(`join_pages.${what}`)}</Text>
      <Text size="sm" c="dimmed" mb={6}>
        {t(`join_pages.${what}_why`)}
      </Text>
      <CopyText text={url} label={t(`join_pages.${what}`)} />
      <Group mt="sm" align="flex-end">
        <img
          src={code}
          width={132}
          height={132}
          alt={t('join_pages.code_of', { url })}
          style={{ borderRadius: 8 }}
        />
        <Stack gap={6}>
          <Anchor href={code} download={`${page.keyword}-${what}.svg`} size="sm">
            <Download size={14} aria-hidden /> {t('join_pages.save_code')}
          </Anchor>
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
            <ExternalLink size={14} aria-hidden /> {t('join_pages.open')}
          </Anchor>
        </Stack>
      </Group>
    </div>
  );
}
