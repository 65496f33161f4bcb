# The members' list, and what is done to many of them.

members = Đảng viên
sex-m = Nam
sex-f = Nữ
roll-found = { $n ->
   *[other] { $count } đảng viên
}
roll-any = Tất cả
roll-counted = { $value } ({ $n })
roll-all-units = Mọi đơn vị trong phạm vi
roll-narrow = Lọc danh sách
roll-show = Lọc
roll-more = Điều kiện khác
roll-name = Họ và tên
roll-born = Ngày, năm sinh
roll-age = Tuổi
roll-ages = Nhóm tuổi
roll-sex = Giới tính
roll-unit = Đơn vị
roll-unit-text = Tìm đơn vị theo tên
roll-no-such-unit = Không có đơn vị nào tên như vậy trong phạm vi anh chị phụ trách. Gõ ít chữ hơn, có dấu hay không dấu đều được.
roll-which-unit = Có nhiều đơn vị tên như vậy. Chọn một đơn vị:
roll-card = Số thẻ đảng
roll-joined = Ngày vào Đảng
roll-official = Ngày chính thức
roll-party-age = Tuổi đảng
roll-party-ages = Nhóm tuổi đảng
roll-standing = Tư cách
roll-exempt = Miễn, giảm sinh hoạt
roll-is-exempt = Được miễn
roll-not-exempt = Không miễn, giảm
roll-is-reduced = Được giảm
roll-kind = Nơi sinh hoạt
roll-main = Sinh hoạt chính thức
roll-temporary = Sinh hoạt tạm thời
roll-former = Không còn sinh hoạt
roll-all-kinds = Cả ba loại
roll-post = Chức vụ
roll-any-post = Có chức vụ
roll-no-post = Không có chức vụ
roll-post-at = { $post }, { $unit }
roll-since = Ở đơn vị từ
roll-check = Cần kiểm tra
roll-to-check = Cần kiểm tra
roll-not-to-check = Không đánh dấu
roll-lacks = Hồ sơ thiếu
roll-lacks-ngay-sinh = Thiếu ngày sinh
roll-lacks-gioi = Thiếu giới tính
roll-lacks-so-the = Thiếu số thẻ đảng
roll-lacks-ngay-vao = Thiếu ngày vào Đảng
roll-lacks-ngay-chinh-thuc = Thiếu ngày chính thức
roll-lacks-dinh-danh = Thiếu số định danh
roll-lacks-khong = Đủ các mục trên
roll-not-said = Chưa ghi
roll-restricted = Hạn chế
roll-no-party-age = Chưa tính tuổi đảng
roll-band = { $from } đến { $to }
roll-band-below = Dưới { $count }
roll-band-from = Từ { $count } trở lên
roll-from-age = Từ tuổi
roll-to-age = Đến tuổi
roll-from-party-age = Tuổi đảng từ
roll-to-party-age = Tuổi đảng đến
roll-joined-from = Vào Đảng từ ngày
roll-joined-to = Vào Đảng đến ngày
roll-wrong-age = Ghi số năm bằng chữ số, ví dụ 35.
roll-wrong-value = Không có lựa chọn này. Hãy chọn lại.
roll-everybody = Bỏ mọi điều kiện
roll-not-read = Chưa lọc được
roll-none = Không có đảng viên nào như vậy.
roll-none-hint = Bỏ bớt điều kiện, hoặc chọn đơn vị hay ngày khác.
roll-file-title = Danh sách đảng viên đến ngày { $day }
roll-chip = { $what }: { $value }
roll-chip-ten = Tên có “{ $value }”
roll-chip-tu-tuoi = Từ { $value } tuổi
roll-chip-den-tuoi = Đến { $value } tuổi
roll-chip-tu-tuoi-dang = Tuổi đảng từ { $value } năm
roll-chip-den-tuoi-dang = Tuổi đảng đến { $value } năm
roll-chip-vao-tu = Vào Đảng từ { $value }
roll-chip-vao-den = Vào Đảng đến { $value }
roll-chip-the = Số thẻ bắt đầu bằng { $value }
roll-chip-ngay = Vào ngày { $value }
roll-chip-chon = { $n ->
   *[other] { $count } người đã chọn
}
bulk-chuyen = Chuyển chi bộ…
bulk-danh-dau = Đánh dấu cần kiểm tra…
bulk-bo-dau = Bỏ dấu cần kiểm tra…
bulk-save = Tải { $kind } đã chọn
bulk-who = Gồm
bulk-more = { $n ->
   *[other] và { $count } người nữa
}
bulk-again = Chưa có gì được ghi. Hãy về danh sách và chọn lại.
bulk-nobody = Chưa chọn ai. Đánh dấu vào ô trước tên, hoặc chọn cả danh sách.
bulk-too-many = Mỗi lần làm được với nhiều nhất { $count } người. Hãy lọc hẹp lại, ví dụ theo từng đơn vị.
bulk-another-day = Danh sách đang xem ở một ngày khác. Việc hàng loạt chỉ làm được trên danh sách của hôm nay.
bulk-not-main = Trong số này có người sinh hoạt tạm thời hoặc không còn sinh hoạt. Chỉ chọn những người sinh hoạt chính thức.
bulk-others-now = Danh sách đã thay đổi từ lúc anh chị mở trang này. Hãy xem lại những người dưới đây; nếu đúng, bấm lần nữa.
bulk-undo-hint = Việc được làm ngay. Trong 30 giây sau đó anh chị có thể hoàn tác tất cả.
bulk-posts = Những người này thôi chức vụ ở chi bộ cũ từ ngày chuyển:
bulk-moving = Đang chuyển sinh hoạt, chưa xong. Chuyển thẳng vào đúng nơi đến ấy thì đề nghị khép lại; vào chi bộ khác thì đề nghị vẫn còn.
bulk-chuyen-title = { $n ->
   *[other] Chuyển { $count } đảng viên sang chi bộ khác
}
bulk-chuyen-text = Dùng khi sắp xếp lại các chi bộ trong phạm vi anh chị phụ trách, theo một văn bản chung.
bulk-chuyen-do = Chuyển sinh hoạt
bulk-chuyen-none = Tất cả đã ở chi bộ này.
bulk-danh-dau-title = { $n ->
   *[other] Đánh dấu { $count } đảng viên cần kiểm tra
}
bulk-danh-dau-text = Dấu này chỉ để nhắc những người giữ hồ sơ xem lại, không ảnh hưởng đến tư cách hay số liệu.
bulk-danh-dau-do = Đánh dấu
bulk-danh-dau-none = Tất cả đã được đánh dấu vì lý do này.
bulk-bo-dau-title = { $n ->
   *[other] Bỏ dấu cần kiểm tra của { $count } đảng viên
}
bulk-bo-dau-text = Làm khi hồ sơ của những người này đã được xem lại.
bulk-bo-dau-do = Bỏ dấu
bulk-bo-dau-none = Không ai trong số này có dấu cần kiểm tra.
bulk-cell = Chi bộ nhận
bulk-cell-hint = Gõ tên hoặc một phần tên, ví dụ: ấp 3 nhà bàng
bulk-which = Chọn chi bộ nhận
bulk-no-cell = Không có chi bộ nào tên như vậy trong phạm vi anh chị phụ trách.
bulk-which-cell = Có nhiều chi bộ tên như vậy. Chọn một chi bộ ở dưới.
bulk-day = Chuyển từ ngày
bulk-elsewhere = Ngày này { $name } chưa về chi bộ đang sinh hoạt. Ghi một ngày muộn hơn.
bulk-paper = Văn bản
bulk-paper-hint = Số, ký hiệu và ngày, ví dụ: Quyết định 12-QĐ/ĐU ngày 05/11/2018
bulk-no-paper = Ghi số, ký hiệu và ngày của văn bản, không quá 200 ký tự.
bulk-reason = Cần kiểm tra điều gì
bulk-reason-hint = Ví dụ: Ngày vào Đảng khác với lý lịch. Không ghi bệnh tật hay việc riêng: ai xem được danh sách đều đọc được.
bulk-no-reason = Ghi điều cần kiểm tra, không quá 200 ký tự.
done-people-batch-transfer = { $n ->
   *[other] Đã chuyển { $count } đảng viên.
}
done-people-batch-mark = { $n ->
   *[other] Đã đánh dấu { $count } đảng viên.
}
done-people-batch-clear = { $n ->
   *[other] Đã bỏ dấu của { $count } đảng viên.
}
verb-people-batch-transfer = Chuyển sinh hoạt hàng loạt
verb-people-batch-mark = Đánh dấu cần kiểm tra hàng loạt
verb-people-batch-clear = Bỏ dấu cần kiểm tra hàng loạt
verb-people-membership-take_back = Hoàn tác chuyển sinh hoạt
verb-people-check-set = Đánh dấu cần kiểm tra
verb-people-check-clear = Bỏ dấu cần kiểm tra
verb-people-check-take_back = Hoàn tác dấu cần kiểm tra
bulk-cell-ends = Chi bộ này chỉ còn đến hết ngày { $day }: việc thay đổi tổ chức đã ghi. Chọn chi bộ kế tục, hoặc chuyển từ sau ngày ấy.
roll-code = Mã đảng viên
roll-home-place = Quê quán
roll-schooling = Học vấn
roll-theory = Lý luận chính trị
roll-occupation = Nghề nghiệp
roll-smartphone = Điện thoại thông minh
roll-on-paper = Nhận bản giấy
roll-wants-paper = Muốn nhận bản giấy
roll-without-paper = Không cần bản giấy
done-noi-tiep = Đơn vị anh chị chọn đã kết thúc. Đây là danh sách của đơn vị tiếp nối.
roll-unit-not-then = Ngày { $day } chưa có { $unit }. Chọn ngày khác hoặc đơn vị khác.
