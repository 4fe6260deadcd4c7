# Relays the connections that come in at a port of this network namespace's loopback to a Unix socket, and
# those that come in at another Unix socket to the port of the loopback that their first line names.
# Writes "ready" to standard output once it listens; ends with its standard input.
# Arguments: the port, the path of the socket, the path of the other socket.
use strict;
use warnings;
use Errno qw(EAGAIN EINPROGRESS EINTR);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket qw(AF_INET AF_UNIX SOCK_STREAM SOL_SOCKET SO_REUSEADDR IPPROTO_TCP TCP_NODELAY
  inet_aton pack_sockaddr_in pack_sockaddr_un);

use constant PIECE => 65536;
use constant WAITING => 4 * PIECE;
use constant LONGEST_LINE => 32;
use constant MOST => 128;    # ends of connections; the dispatcher takes fewer

my ($port, $path, $inward) = @ARGV;
my %ends;    # by file descriptor: handle, other end's descriptor, bytes to write, whether it has ended

$SIG{PIPE} = 'IGNORE';
socket(my $server, AF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1) or die "setsockopt: $!";
bind($server, pack_sockaddr_in($port, inet_aton('127.0.0.1'))) or die "bind: $!";
listen($server, 64) or die "listen: $!";
nonblocking($server);
socket(my $asked, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
bind($asked, pack_sockaddr_un($inward)) or die "bind: $!";
listen($asked, 16) or die "listen: $!";
nonblocking($asked);
syswrite(STDOUT, "ready\n");
close(STDOUT);

while (1) {
  my ($reads, $writes) = ('', '');
  vec($reads, 0, 1) = 1;
  if (keys(%ends) < MOST) {
    vec($reads, fileno($_), 1) = 1 for $server, $asked;
  }
  for my $fd (keys %ends) {
    my $end = $ends{$fd};
    vec($reads, $fd, 1) = 1 if !$end->{ended} && length($ends{$end->{other}}{waiting}) < WAITING;
    vec($writes, $fd, 1) = 1 if length($end->{waiting});
  }
  if (select($reads, $writes, undef, undef) < 0) {
    next if $! == EINTR;
    die "select: $!";
  }
  if (vec($reads, 0, 1)) {
    my $read = sysread(STDIN, my $ignored, 64);
    exit 0 if !$read && !(!defined $read && ($! == EINTR || $! == EAGAIN));
  }
  accepted() if vec($reads, fileno($server), 1);
  asked_for() if vec($reads, fileno($asked), 1);
  for my $fd (keys %ends) {
    receive($fd) if exists $ends{$fd} && vec($reads, $fd, 1);
    send_waiting($fd) if exists $ends{$fd} && vec($writes, $fd, 1);
  }
}

sub nonblocking {
  my ($handle) = @_;
  fcntl($handle, F_SETFL, fcntl($handle, F_GETFL, 0) | O_NONBLOCK) or die "fcntl: $!";
}

sub accepted {
  accept(my $client, $server) or return;
  socket(my $inner, AF_UNIX, SOCK_STREAM, 0) or return;
  connect($inner, pack_sockaddr_un($path)) or return;
  setsockopt($client, IPPROTO_TCP, TCP_NODELAY, 1);
  nonblocking($client);
  joined($client, $inner);
}

# The dispatcher writes the line at once; what follows it is for the listener.
sub asked_for {
  accept(my $inner, $asked) or return;
  my $line = '';
  while ($line !~ /\n/) {
    return if length($line) > LONGEST_LINE || !sysread($inner, $line, 1, length($line));
  }
  my ($host, $to) = $line =~ /^(127\.\d+\.\d+\.\d+) (\d+)\n$/ or return;
  socket(my $client, AF_INET, SOCK_STREAM, 0) or return;
  nonblocking($client);
  connect($client, pack_sockaddr_in($to, inet_aton($host))) or $! == EINPROGRESS or return;
  joined($client, $inner);
}

sub joined {
  my ($client, $inner) = @_;
  nonblocking($inner);
  my ($out, $in) = (fileno($client), fileno($inner));
  $ends{$out} = {handle => $client, other => $in, waiting => '', ended => 0};
  $ends{$in} = {handle => $inner, other => $out, waiting => '', ended => 0};
}

sub receive {
  my ($fd) = @_;
  my $end = $ends{$fd};
  my $other = $ends{$end->{other}};
  my $read = sysread($end->{handle}, my $bytes, PIECE);
  if (!defined $read) {
    forget($fd) unless $! == EAGAIN || $! == EINTR;
    return;
  }
  if ($read == 0) {
    $end->{ended} = 1;
    settle($end->{other});
    return;
  }
  $other->{waiting} .= $bytes;
  send_waiting($end->{other});
}

sub send_waiting {
  my ($fd) = @_;
  my $end = $ends{$fd};
  return if !length($end->{waiting});
  my $written = syswrite($end->{handle}, $end->{waiting});
  if (!defined $written) {
    forget($fd) unless $! == EAGAIN || $! == EINTR;
    return;
  }
  substr($end->{waiting}, 0, $written, '');
  settle($fd);
}

# Passes the end of the other's stream on, once everything before it is written.
sub settle {
  my ($fd) = @_;
  my $end = $ends{$fd};
  my $other = $ends{$end->{other}};
  return if length($end->{waiting}) || !$other->{ended};
  shutdown($end->{handle}, 1);
  forget($fd) if $end->{ended} && !length($other->{waiting});
}

sub forget {
  my ($fd) = @_;
  my $other = $ends{$fd}{other};
  close($ends{$fd}{handle});
  close($ends{$other}{handle});
  delete $ends{$fd};
  delete $ends{$other};
}
