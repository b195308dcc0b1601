import { createFileRoute } from '@tanstack/react-router';
import { Login } from '@/features/settings/Login';

export const Route = createFileRoute('/_in/settings/login')({ component: Login });
