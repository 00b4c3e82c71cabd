#!/bin/sh
# empty-root.sh ROOT COMMAND...: runs a command in ROOT, where besides what lies there is nothing
# but the C library, a shell, /proc, and the devices of chance and nothingness; and no network but the
# loopback interface. Runs itself a second time, in namespaces of its own: as root, or else as any
# user whom the system lets make such.
set -e
if [ "$1" != inside ]; then
  map=--map-root-user
  [ "$(id -u)" != 0 ] || map=
  exec unshare $map --mount --pid --net --fork sh "$0" inside "$@"
fi
shift
root=$1
shift
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/tmp"
shell=$(command -v dash || command -v sh)
loader=$(ldd "$shell" | sed -n 's/^\t\(\/[^ ]*\/ld-linux[^ ]*\) .*/\1/p')
place=$(ldd "$shell" | sed -n 's/.* => \(\/.*\)\/libc\.so[^ ]* .*/\1/p')
mkdir -p "$root${loader%/*}" "$root$place"
cp -L "$loader" "$root$loader"
for library in c m mvec pthread dl rt resolv util; do
  cp -L "$place"/lib$library.so.* "$root$place"
done
cp -L "$shell" "$root/bin/sh"
# Linux calls the loopback interface up by SIOCSIFFLAGS, with IFF_UP and IFF_RUNNING.
perl -e 'use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!;
  my $up = pack("a16 s x22", "lo", 0x41); ioctl($s, 0x8914, $up) or die $!'
for device in null urandom random; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t proc proc "$root/proc"
# Without PATH it is not found, and a plain user's PATH may lack its folder.
change=$(PATH=$PATH:/usr/sbin:/sbin command -v chroot)
exec env -i HOME=/nowhere "$change" "$root" /bin/sh -c 'cd /home && exec "$@"' sh "$@"
