"""Copies the Python that runs this, with its library and what a yt-dlp loads besides.

take_python.py YT_DLP FOLDER
"""
import contextlib
import io
import os
import runpy
import shutil
import ssl
import sys
import sysconfig

program, folder = sys.argv[1:]
own = os.path.join(folder, 'yt-dlp')
shutil.copy(program, own)
shutil.copy(os.path.realpath(sys.executable), os.path.join(folder, 'bin', 'python3'))

# What yt-dlp never asks for: tests, windows, building.
left_out = shutil.ignore_patterns(
    'test', 'tests', 'idlelib', 'tkinter', 'turtledemo', 'ensurepip', 'lib2to3', 'config-*',
    'site-packages', 'dist-packages', '_tkinter*', '*.a')
library = sysconfig.get_paths()['stdlib']
shutil.copytree(library, os.path.join(folder, sys.platlibdir, os.path.basename(library)),
                ignore=left_out, dirs_exist_ok=True)

sys.argv = [program, '--version']
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    runpy.run_path(program, run_name='__main__')

site = os.path.join(folder, 'site')
os.makedirs(site)
places = [place for place in sys.path if place.endswith('-packages')]
# A package once, however many of its modules were loaded.
packages = {}
for module in list(sys.modules.values()):
    file = getattr(module, '__file__', None) or ''
    for place in places:
        # yt-dlp makes up packages for plugins, which have no file.
        if file.startswith(place + os.sep) and os.path.isfile(file):
            name = os.path.relpath(file, place).split(os.sep)[0]
            packages.setdefault(name, os.path.join(place, name))
# Distributions let certifi lead to a file of their own. Without it yt-dlp takes SSL_CERT_FILE.
packages.pop('certifi', None)
for name, source in packages.items():
    copy = os.path.join(site, name)
    if os.path.isdir(source):
        shutil.copytree(source, copy, dirs_exist_ok=True)
    else:
        shutil.copy2(source, copy)

certificates = ssl.get_default_verify_paths().cafile
if not certificates and 'certifi' in sys.modules:
    certificates = sys.modules['certifi'].where()
for file in (certificates, '/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/cert.pem'):
    if file and os.path.isfile(file):
        shutil.copy(file, os.path.join(folder, 'certificates.pem'))
        break
